using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.SystemNetQuic;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Selection;

public sealed class TransportEnginesTests
{
    [Theory]
    [InlineData(EngineNames.Auto)]
    [InlineData(EngineNames.Ngtcp2)]
    public async Task Create_WhereNgtcp2Works_ChoosesIt(string name)
    {
        await using var engine = TransportEngines.Create(new TransportOptions { Engine = name }, NullLoggerFactory.Instance);

        Assert.Equal(EngineNames.Ngtcp2, engine.Name);
    }

    [Fact]
    public async Task Create_OfMsQuic_WorksOrSaysWhatIsMissing()
    {
        var options = new TransportOptions { Engine = EngineNames.MsQuic };
        if (MsQuicEngine.TryCreate(NullLoggerFactory.Instance, new SocketOptions(), TargetDialer.Default, out var direct, out _))
        {
            await direct.DisposeAsync();
            await using var engine = TransportEngines.Create(options, NullLoggerFactory.Instance);
            Assert.Equal(EngineNames.MsQuic, engine.Name);
            return;
        }

        var error = Assert.Throws<TransportException>(() => TransportEngines.Create(options, NullLoggerFactory.Instance));
        Assert.Equal(TransportError.EngineUnavailable, error.Error);
        Assert.Contains("libmsquic", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OfAnUnknownEngine_NamesTheKnownOnes()
    {
        var error = Assert.Throws<TransportException>(() => TransportEngines.Create(new TransportOptions { Engine = "quiche" }, NullLoggerFactory.Instance));

        Assert.Equal(TransportError.BadConfiguration, error.Error);
        Assert.All(EngineNames.All, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }
}
