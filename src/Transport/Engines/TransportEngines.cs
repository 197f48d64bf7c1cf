using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.SystemNetQuic;

namespace SocketWarp.Transport.Engines;

/// <summary>Chooses the engine, and says which it is and why.</summary>
public static partial class TransportEngines
{
    /// <exception cref="TransportException">
    /// when the named engine does not work here, or none does (<see cref="TransportError.EngineUnavailable"/>), or there is no such engine
    /// (<see cref="TransportError.BadConfiguration"/>). The message says what to do.
    /// </exception>
    public static ITransportEngine Create(TransportOptions options, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("SocketWarp.Transport.Engines");
        switch (options.Engine)
        {
            case EngineNames.Ngtcp2:
                return TryNgtcp2(options, loggers, out var engine, out var whyNot)
                    ? Chosen(logger, engine, "it was asked for")
                    : throw Unavailable(options.Engine, whyNot);
            case EngineNames.MsQuic:
                return TryMsQuic(options, loggers, out engine, out whyNot)
                    ? Chosen(logger, engine, "it was asked for")
                    : throw Unavailable(options.Engine, whyNot);
            case EngineNames.Auto:
                return First(options, loggers, logger);
            default:
                throw new TransportException(
                    TransportError.BadConfiguration,
                    $"there is no transport engine \"{options.Engine}\"; use one of {string.Join(", ", EngineNames.All)}"
                );
        }
    }

    /// <summary>ngtcp2 first: it is the faster one and can do more.</summary>
    private static ITransportEngine First(TransportOptions options, ILoggerFactory loggers, ILogger logger)
    {
        if (TryNgtcp2(options, loggers, out var engine, out var whyNotNgtcp2))
            return Chosen(logger, engine, "it is the fastest that works here");
        if (TryMsQuic(options, loggers, out engine, out var whyNotMsQuic))
            return Chosen(logger, engine, $"ngtcp2 does not work here: {whyNotNgtcp2}");
        throw new TransportException(TransportError.EngineUnavailable, $"no transport engine works here; ngtcp2: {whyNotNgtcp2}; msquic: {whyNotMsQuic}");
    }

    private static bool TryNgtcp2(
        TransportOptions options,
        ILoggerFactory loggers,
        [NotNullWhen(true)] out ITransportEngine? engine,
        [NotNullWhen(false)] out string? whyNot
    )
    {
        if (!OperatingSystem.IsLinux())
        {
            (engine, whyNot) = (null, "it is for Linux only");
            return false;
        }

        var works = Ngtcp2Engine.TryCreate(loggers, options.Ngtcp2, options.Sockets, options.Dialer, out var ngtcp2, out whyNot);
        engine = ngtcp2;
        return works;
    }

    private static bool TryMsQuic(
        TransportOptions options,
        ILoggerFactory loggers,
        [NotNullWhen(true)] out ITransportEngine? engine,
        [NotNullWhen(false)] out string? whyNot
    )
    {
        var works = MsQuicEngine.TryCreate(loggers, options.Sockets, options.Dialer, out var msquic, out whyNot);
        engine = msquic;
        return works;
    }

    private static ITransportEngine Chosen(ILogger logger, ITransportEngine engine, string why)
    {
        Log.Chosen(logger, engine.Name, why);
        return engine;
    }

    private static TransportException Unavailable(string engine, string why) =>
        new(TransportError.EngineUnavailable, $"the transport engine {engine} cannot be used: {why}");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Transport engine: {Engine}, because {Why}", EventName = "EngineChosen")]
        public static partial void Chosen(ILogger logger, string engine, string why);
    }
}
