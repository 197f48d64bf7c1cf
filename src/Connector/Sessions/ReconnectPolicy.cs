using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Sessions;

/// <summary>Decides when to try again, or not at all.</summary>
internal sealed class ReconnectPolicy(ReconnectSettings settings, Random? random = null)
{
    private readonly Backoff _trying = new(settings.MinimumDelay, settings.MaximumDelay, random);
    private readonly Backoff _refused = new(settings.RefusedDelay, settings.RefusedDelay, random);
    private readonly Backoff _turnedAway = new(
        settings.MinimumDelay,
        TimeSpan.FromTicks(Math.Max(settings.MinimumDelay.Ticks, settings.RefusedDelay.Ticks)),
        random
    );
    private bool _everUp;

    /// <summary>A session that was up is being replaced: no refusal of its successor ends the process.</summary>
    public void Replacing() => _everUp = true;

    /// <param name="spent">From the attempt's start to its end; of a session that was up, all its life.</param>
    /// <returns>The pause before the next attempt, or null to give up.</returns>
    public TimeSpan? After(AttemptResult result, TimeSpan spent)
    {
        if (result.Kind == AttemptKind.Refused)
            return _everUp || settings.KeepTryingWhenRefused ? _refused.Next() : null;

        if (result.Kind == AttemptKind.TurnedAway)
            return _turnedAway.Next();

        if (result.Kind == AttemptKind.Ended)
        {
            _everUp = true;
            _turnedAway.Reset();
            // Revoked while it was up.
            if (result.Code == ErrorCode.NotAdmitted)
                return _refused.Next();
            // A session that comes up only to fall at once is no success: without this it would be dialled ten times a second.
            if (spent >= settings.MaximumDelay)
                _trying.Reset();
            return _trying.Next();
        }

        // The maximum is from attempt to attempt: what a timeout has already taken need not be waited for again.
        var delay = _trying.Next() - spent;
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }
}
