using SocketWarp.Base;
using SocketWarp.QuicGateway.State;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.State;

public sealed class ResetSecretTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void FirstStart_MakesOne_AndLaterStartsHaveTheSame()
    {
        byte[] secret;
        using (var state = new GatewayFolder(_files.Path("state"))) secret = ResetSecret.LoadOrCreate(state);
        Assert.Equal(32, secret.Length);
        using var later = new GatewayFolder(_files.Path("state"));
        Assert.Equal(secret, ResetSecret.LoadOrCreate(later));
    }

    [Fact]
    public void OtherLength_IsNamedAtStart()
    {
        using var state = new GatewayFolder(_files.Path("state"));
        File.WriteAllText(state[ResetSecret.FileName], "short");
        Assert.Contains("5 bytes", Assert.Throws<StartupException>(() => ResetSecret.LoadOrCreate(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatCannotBeMade_IsNamedAtStart() =>
        Assert.Contains("Gateway:StateDirectory", Assert.Throws<StartupException>(() => new GatewayFolder(Path.Combine(_files.Authority, "below"))).Message, StringComparison.Ordinal);
}
