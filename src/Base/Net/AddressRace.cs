namespace SocketWarp.Base.Net;

/// <summary>Tries the addresses of a name in parallel (RFC 8305 section 5): one that does not answer costs a moment, not its timeout.</summary>
public static class AddressRace
{
    /// <summary>The head start of one address before the next, as RFC 8305 section 5 recommends it.</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Dials until one address connects. The others are cancelled, and those that have connected too are given back, before this returns.</summary>
    /// <param name="attempt">Dials one address.</param>
    /// <param name="failed">Told of each address that could not be dialled; the next one is tried at once.</param>
    /// <param name="giveBack">Closes a connection that came too late.</param>
    /// <returns>The winner, or null when every address has failed.</returns>
    /// <exception cref="OperationCanceledException">when the caller's own token was cancelled.</exception>
    public static async Task<(TAddress Address, TConnection Connection)?> RunAsync<TAddress, TConnection>(
        IReadOnlyList<TAddress> addresses,
        Func<TAddress, CancellationToken, Task<TConnection>> attempt,
        Action<TAddress, Exception> failed,
        Func<TConnection, ValueTask> giveBack,
        TimeSpan delay,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(TAddress Address, Task<TConnection> Dial)>();
        var next = 0;
        try
        {
            while (next < addresses.Count || running.Count > 0)
            {
                if (next < addresses.Count)
                    running.Add((addresses[next], attempt(addresses[next++], over.Token)));
                var pause = next < addresses.Count ? Task.Delay(delay, time, over.Token) : Task.Delay(Timeout.Infinite, over.Token);
                var done = await Task.WhenAny(running.Select(r => (Task)r.Dial).Append(pause)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (done == pause)
                    continue;
                var ended = running.Find(r => r.Dial == done);
                running.Remove(ended);
                if (ended.Dial.IsCompletedSuccessfully)
                    return (ended.Address, await ended.Dial.ConfigureAwait(false));
                failed(ended.Address, ended.Dial.Exception?.InnerException ?? new OperationCanceledException());
            }

            return null;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            foreach (var (_, dial) in running)
                await LoseAsync(dial, giveBack).ConfigureAwait(false);
        }
    }

    private static async Task LoseAsync<TConnection>(Task<TConnection> dial, Func<TConnection, ValueTask> giveBack)
    {
        TConnection late;
        try
        {
            late = await dial.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was cancelled or failed; either way another one won, or the caller has given up.
            return;
        }

        await giveBack(late).ConfigureAwait(false);
    }
}
