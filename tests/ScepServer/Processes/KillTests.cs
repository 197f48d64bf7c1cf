using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Processes;

/// <summary>The real process, killed in the middle of enrolments: each secret is unused, or its certificate is recorded and handed out again.</summary>
public sealed class KillTests
{
    private static readonly int Rounds = LongRun.Times(4);
    private const int Clients = 10;
    private const string Secret = "s3cret-of-edge";

    [Fact]
    public async Task Kill9_DuringEnrolments_LosesNeitherSecretNorCertificate()
    {
        using var directory = new TestDirectory();
        using var key = RSA.Create(2048);
        var random = new Random(7);
        var (before, after) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var uids = Enumerable.Range(0, Clients).Select(i => $"edge-{round}-{i}").ToArray();
            var answered = new ConcurrentDictionary<string, string>();
            var messages = new Dictionary<string, (ScepTransaction Transaction, byte[] Message)>();
            await using (var process = ScepProcess.Start(directory.Path, "--Scep:CompactAboveBytes", "65536"))
            {
                using var api = await process.ApiAsync(directory.Path);
                var authority = await api.Scep().DiscoverAsync(TestContext.Current.CancellationToken);
                foreach (var uid in uids)
                {
                    await api.AddWithSecretAsync(uid, Secret);
                    var transaction = ScepTransaction.Enrol(
                        authority,
                        CertificateSigningRequest.Create(new X500DistinguishedName($"CN={uid}"), key, challengePassword: $"{uid}\\{Secret}"),
                        key
                    );
                    messages[uid] = (transaction, transaction.Request());
                }

                // Two at a time: whenever the kill comes, some have their answers, some have begun, and some have not.
                var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var killAfter = random.Next(0, Clients / 2);
                if (killAfter == 0)
                    enough.SetResult();
                var enrolling = Task.WhenAll(
                    uids.Chunk(Clients / 2)
                        .Select(async lane =>
                        {
                            foreach (var uid in lane)
                            {
                                await EnrolAsync(api, messages[uid], uid, answered);
                                if (answered.Count >= killAfter)
                                    enough.TrySetResult();
                            }
                        })
                );
                await enough.Task.InTime();
                await process.KillAsync();
                await enrolling.InTime();
            }

            await using var restarted = ScepProcess.Start(directory.Path);
            using var again = await restarted.ApiAsync(directory.Path);
            foreach (var uid in uids)
            {
                var status = await again.StatusAsync(uid);
                Assert.True(status is "ISSUABLE" or "ISSUED", status);
                Assert.True(status == "ISSUED" || !answered.ContainsKey(uid), $"{uid} has its certificate, and the server knows nothing of it");
                if (status == "ISSUED")
                    after++;
                else
                    before++;
                // The same request: the secret serves it, or the record does.
                await EnrolAsync(again, messages[uid], uid, answered);
                Assert.Equal("ISSUED", await again.StatusAsync(uid));
                var recorded = (await again.GetAsync($"/api/cert/list/{uid}")).Json.EnumerateArray().Single();
                Assert.Equal(answered[uid], X509Certificate2.CreateFromPem(recorded.GetProperty("cert_data").GetString()).SerialNumber);
                messages[uid].Transaction.Dispose();
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{before} secrets unused and {after} certificates recorded at the kill");
        Assert.True(before > 0 && after > 0, $"every kill came too late or too early: {before} unused, {after} recorded");
    }

    private static async Task EnrolAsync(
        ScepApi api,
        (ScepTransaction Transaction, byte[] Message) request,
        string uid,
        ConcurrentDictionary<string, string> answered
    )
    {
        try
        {
            var answer = await api.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(request.Message));
            Assert.Equal(200, answer.Status);
            var serial = request.Transaction.Read(answer.Bytes).Certificate!.SerialNumber;
            Assert.Equal(serial, answered.GetOrAdd(uid, serial));
        }
        catch (HttpRequestException)
        {
            // It was killed first.
        }
    }
}
