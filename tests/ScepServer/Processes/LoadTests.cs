using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Processes;

public sealed class LoadTests
{
    private static readonly int Clients = LongRun.Times(100);
    private const string Secret = "s3cret-of-edge";

    /// <param name="chosen">By the server, or by a person, which takes a slow hash.</param>
    [Theory]
    [InlineData("server")]
    [InlineData("person")]
    public async Task Clients_EnrollingAtOnce_AllGetTheirCertificates(string chosen)
    {
        await using var host = await ScepHost.StartAsync();
        using var key = RSA.Create(2048);
        var authority = await host.Anonymous.Scep().DiscoverAsync(TestContext.Current.CancellationToken);
        var requests = new List<(string Uid, ScepTransaction Transaction, byte[] Message)>();
        var secrets = new string[Clients];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Clients),
            async (i, _) =>
            {
                secrets[i] = Secret;
                if (chosen == "person")
                    await host.Admin.AddWithSecretAsync($"edge-{i}", Secret);
                else
                    secrets[i] = (await host.Admin.PostAsync("/api/v1/clients", new { uid = $"edge-{i}", secret = new { } }))
                        .Json.GetProperty("secret")
                        .GetString()!;
            }
        );
        for (var i = 0; i < Clients; i++)
        {
            var transaction = ScepTransaction.Enrol(
                authority,
                CertificateSigningRequest.Create(new X500DistinguishedName($"CN=edge-{i}"), key, challengePassword: $"edge-{i}\\{secrets[i]}"),
                key
            );
            requests.Add(($"edge-{i}", transaction, transaction.Request()));
        }

        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(
            requests.Select(async r =>
                (r.Uid, r.Transaction, Answer: await host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(r.Message)))
            )
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"{Clients / clock.Elapsed.TotalSeconds:0} enrolments/s");

        var serials = new HashSet<string>();
        foreach (var (uid, transaction, answer) in answers)
        {
            using var certificate = transaction.Read(answer.Bytes).Certificate!;
            Assert.Equal($"CN={uid}", certificate.Subject);
            Assert.True(serials.Add(certificate.SerialNumber));
            transaction.Dispose();
        }

        Assert.All((await host.Viewer.GetAsync("/api/client")).Json.EnumerateArray(), c => Assert.Equal("ISSUED", c.GetProperty("status").GetString()));
    }
}
