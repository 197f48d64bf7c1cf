using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>
/// A peer that ended before its first byte: an end, or a failure when it also stopped us, see <see cref="ITunnel.FirstByteIsAnswer"/>.
/// ngtcp2 tells of STOP_SENDING only when the stream closes, one round trip later, so the socket hears of the end no sooner.
/// </summary>
internal abstract unsafe partial class SocketTunnel
{
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(1);
    private Silence _silence;

    private enum Silence
    {
        Unknown,
        Waiting,
        Accepted,
    }

    private bool IsSilent => _toSocket == 0 && _chain.IsEmpty && !_writeShut && _tunnel.FirstByteIsAnswer;

    /// <returns>true while the end must not be handed on.</returns>
    private bool HoldSilentEnd()
    {
        if (Closed || _silence == Silence.Accepted || !IsSilent)
            return false;
        if (_silence == Silence.Unknown)
            SetTimer(SilenceTimeout);
        _silence = Silence.Waiting;
        return true;
    }

    /// <summary>The stream is still open after all this time: our direction goes on.</summary>
    private void AcceptSilentEnd()
    {
        _silence = Silence.Accepted;
        Flush();
    }
}
