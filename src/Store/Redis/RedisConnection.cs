using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;
using StackExchange.Redis;

namespace SocketWarp.Store.Redis;

/// <summary>
/// The connection to Redis that all logs of a process share. Every call has a limit. After one that was not answered in time all others fail at once,
/// until a probe is answered: many callers wait for a silent server no longer than one.
/// </summary>
public sealed partial class RedisConnection(RedisStoreSettings settings, ILogger<RedisConnection> logger) : IAsyncDisposable
{
    /// <summary>Pause between two probes of a server that did not answer in time.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds to a call's limit what its bytes take on a slow network or a busy machine.</summary>
    private const double BytesPerSecond = 4 * 1024 * 1024;

    private readonly SemaphoreSlim _opening = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskTracker _probes = new();
    private ConnectionMultiplexer? _redis;
    private long _bytesUnderWay;
    private int _silent;

    /// <summary>The name that operators know it by: its addresses, without any secret.</summary>
    public string Name { get; } = $"Redis at {string.Join(',', settings.Endpoints)}";

    public RedisStoreSettings Settings => settings;

    /// <summary>Set when the connection was lost and is there again.</summary>
    public ChangeSignal Restored { get; } = new();

    /// <summary>Connects, unless that was done before.</summary>
    /// <exception cref="StartupException">when the server cannot be reached, or does not let us in.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_redis is not null)
                return;
            _redis = await ConnectAsync().ConfigureAwait(false);
            _redis.ConnectionRestored += (_, _) => Restored.Set();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <param name="bytes">Bytes of the call and of its answer.</param>
    /// <exception cref="StoreUnavailableException">when there was no answer; says whether the call may have had its effect.</exception>
    public async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _silent) != 0)
            throw new StoreUnavailableException($"{Name} does not answer");
        // Calls are answered one after the other: a small one waits behind large ones.
        var limit = settings.CallTimeout + TimeSpan.FromSeconds(Interlocked.Add(ref _bytesUnderWay, bytes) / BytesPerSecond);
        try
        {
            return await _redis!.GetDatabase().ScriptEvaluateAsync(script, keys, values).WaitAsync(limit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            Probe();
            throw new StoreUnavailableException($"{Name} has not answered within {DurationText.Format(limit)}", exception) { MayHaveHappened = true };
        }
        catch (RedisServerException exception)
        {
            // What follows names the script, for its authors.
            throw new StoreUnavailableException($"{Name} refuses: {exception.Message.Split(" script: ")[0].TrimEnd('.')}", exception);
        }
        catch (RedisConnectionException exception)
        {
            throw new StoreUnavailableException($"{Name} cannot be reached", exception) { MayHaveHappened = WasSent(exception) };
        }
        catch (RedisException exception)
        {
            throw new StoreUnavailableException($"{Name} cannot be used: {exception.Message.TrimEnd('.')}", exception) { MayHaveHappened = true };
        }
        catch (Exception exception) when (exception is OperationCanceledException or RedisCommandException or ObjectDisposedException)
        {
            // The library cancels only what it has not sent.
            throw new StoreUnavailableException($"{Name} cannot be reached", exception);
        }
        finally
        {
            Interlocked.Add(ref _bytesUnderWay, -bytes);
        }
    }

    /// <summary>Calls back for each message of a channel, as long as the connection lives.</summary>
    /// <exception cref="StoreUnavailableException">when the server did not take the subscription.</exception>
    public async Task SubscribeAsync(string channel, Action<RedisValue> told)
    {
        try
        {
            var subscribing = _redis!.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel));
            var queue = await subscribing.WaitAsync(settings.CallTimeout).ConfigureAwait(false);
            queue.OnMessage(message => told(message.Message));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or RedisCommandException or OperationCanceledException)
        {
            throw new StoreUnavailableException($"{Name} takes no subscription: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _probes.WhenEmptyAsync().ConfigureAwait(false);
        if (_redis is not null)
        {
            // Without a farewell: a silent server would not answer it.
            await _redis.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await _redis.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
        _closing.Dispose();
    }

    /// <summary>A call that found no connection was never written; one that was may have been heard.</summary>
    private static bool WasSent(RedisConnectionException exception) =>
        exception.FailureType is not (ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection)
        || exception.CommandStatus is CommandStatus.Sent;

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(RedisEndpoints.Options(settings)).ConfigureAwait(false);
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(settings.CallTimeout).ConfigureAwait(false);
            return redis;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            await redis.DisposeAsync().ConfigureAwait(false);
            throw new StartupException($"{Name} cannot be used: {Reason(exception)}: start it, or correct the Redis settings", exception);
        }
    }

    private static string Reason(Exception exception) =>
        exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
            ? "it does not accept the User and the password in PasswordFile"
            : exception.Message.TrimEnd('.');

    private void Probe()
    {
        if (Interlocked.Exchange(ref _silent, 1) == 0)
            _probes.Run(ProbeAsync);
    }

    private async Task ProbeAsync()
    {
        Log.Silent(logger, Name);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await _redis!.GetDatabase().PingAsync().WaitAsync(settings.CallTimeout, _closing.Token).ConfigureAwait(false);
                Volatile.Write(ref _silent, 0);
                Log.Answers(logger, Name);
                Restored.Set();
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or RedisCommandException)
            {
                await Task.Delay(ProbeInterval, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Redis} does not answer in time; changes are refused until it does", EventName = "RedisSilent")]
        public static partial void Silent(ILogger logger, string redis);

        [LoggerMessage(2, LogLevel.Information, "{Redis} answers again", EventName = "RedisAnswers")]
        public static partial void Answers(ILogger logger, string redis);
    }
}
