using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Clients;

/// <summary>A journal that version 0.1 wrote: five clients, four of which got a secret; the fifth has used its.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private static string Fixture => Path.Combine(AppContext.BaseDirectory, "Clients", "Import", EmbeddedRegistry.JournalName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Journal_OfVersion01_IsTakenOverWithSecretsAndCertificates()
    {
        var journal = _directory.File(EmbeddedRegistry.JournalName);
        File.Copy(Fixture, journal);
        for (var start = 0; start < 2; start++)
        {
            await using var host = await ScepHost.StartInAsync(_directory.Path);
            var clients = (await host.Admin.GetAsync("/api/v1/clients")).Json.EnumerateArray().Select(c => c.GetProperty("uid").GetString());
            Assert.Equal(["edge-1", "edge-2", "edge-3", "edge-4", "edge-5"], clients);
            Assert.Equal("ISSUED", await host.Viewer.StatusAsync("edge-5"));
            var certificate = (await host.Viewer.GetAsync("/api/cert/list/edge-5")).Json.EnumerateArray().Single();
            Assert.Contains("BEGIN CERTIFICATE", certificate.GetProperty("cert_data").GetString(), StringComparison.Ordinal);
            Assert.Equal(
                start == 0,
                host.Log.All.Any(l => l.Contains($"read from {journal}, a journal of version 0.1, which is {journal}.imported now", StringComparison.Ordinal))
            );
        }

        Assert.False(File.Exists(journal));
        Assert.Equal(
            await File.ReadAllBytesAsync(Fixture, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(journal + ".imported", TestContext.Current.CancellationToken)
        );
    }
}
