using Microsoft.Extensions.Logging;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>What every part of the suite starts from: one engine, one CA.</summary>
public abstract class EngineTests(EngineKind kind, EngineOptions? options = null) : IAsyncLifetime
{
    private protected LogLines Log { get; } = new(LogLevel.Information);

    private protected EngineKind Kind => kind;

    private protected ITransportEngine Engine { get; private set; } = null!;

    private protected Credentials Credentials { get; } = new(TestEngines.DefaultLimits(kind));

    /// <summary>True where the test provokes our own errors on purpose.</summary>
    private protected bool ExpectsErrors { get; set; }

    public ValueTask InitializeAsync()
    {
        Engine = TestEngines.Create(kind, Log, options);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Engine is null)
            return;
        await Engine.DisposeAsync();
        Credentials.Dispose();
        if (!ExpectsErrors)
            Assert.Empty(Log.Errors);
    }

    private protected ITransportEngine NewEngine() => TestEngines.Create(kind, Log, options);
}
