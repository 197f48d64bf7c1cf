using SocketWarp.Base;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Identity;

public sealed class ResetSecretTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void FirstStart_MakesOne_AndLaterStartsHaveTheSame()
    {
        byte[] secret;
        using (var state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState())
            secret = ResetSecret.LoadOrCreate(state);
        Assert.Equal(32, secret.Length);
        using var later = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
        Assert.Equal(secret, ResetSecret.LoadOrCreate(later));
    }

    [Fact]
    public void OtherLength_IsNamedAtStart()
    {
        using var state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
        File.WriteAllText(state.File(ResetSecret.FileName), "short");
        Assert.Contains("5 bytes", Assert.Throws<StartupException>(() => ResetSecret.LoadOrCreate(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatCannotBeMade_IsNamedAtStart() =>
        Assert.Contains(
            "Gateway:StateDirectory",
            Assert.Throws<StartupException>(() => new GatewaySettings { StateDirectory = Path.Combine(_files.Authority, "below") }.OpenState()).Message,
            StringComparison.Ordinal
        );
}
