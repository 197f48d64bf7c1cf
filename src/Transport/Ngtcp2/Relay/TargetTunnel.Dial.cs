using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>
/// The dial. One address costs one socket and one timer. Several are raced (RFC 8305 section 5): each gets a head start before the next, the first
/// that connects wins, and the others are closed. AddressRace does the same for the pumps.
/// </summary>
internal sealed partial class TargetTunnel
{
    private EndPoint[] _more = []; // addresses that are tried when the ones before do not answer
    private int _next;
    private List<TunnelSocket>? _rivals; // sockets that are being connected beside Socket
    private ErrorCode _failure; // the most telling one so far; None at first
    private ulong _dialEnds;

    protected override void ResetSockets()
    {
        base.ResetSockets();
        CloseRivals();
    }

    private void Dial(EndPoint[] addresses)
    {
        if (IsOver)
            return;
        _more = addresses;
        _next = 1;
        Dial(addresses[0]);
    }

    private void Dial(EndPoint address)
    {
        _phase = Phase.Dialling;
        if (!TryConnect(Socket, address))
            DialNext();
        else
            SetDialTimer();
    }

    /// <summary>Tries the next address; one that the system refuses at once is passed over.</summary>
    private void DialNext()
    {
        while (_next < _more.Length)
        {
            var socket = Socket.IsOpen ? new TunnelSocket(Context, this) : Socket;
            if (!TryConnect(socket, _more[_next++]))
                continue;
            if (socket != Socket)
                (_rivals ??= []).Add(socket);
            break;
        }

        if (Socket.IsOpen || _rivals is { Count: > 0 })
            SetDialTimer();
        else
            Abort(DialErrors.EndOf(_failure), (ulong)_failure);
    }

    private bool TryConnect(TunnelSocket socket, EndPoint address)
    {
        var error = socket.Connect(address);
        if (error != 0)
            Note(CodeOf(error));
        return error == 0;
    }

    private void SetDialTimer()
    {
        var deadline = _dialEnds;
        if (_next < _more.Length)
            deadline = Math.Min(deadline, Context.Loop.Now + (ulong)Context.Dialer.AttemptDelay.TotalNanoseconds);
        SetTimer(deadline);
    }

    /// <summary>No address has answered yet: tries the next one as well, or gives up when the time is over.</summary>
    private void GoOnDialling()
    {
        if (Context.Loop.Now < _dialEnds)
        {
            DialNext();
            return;
        }

        Note(ErrorCode.TargetTimeout);
        Abort(DialErrors.EndOf(_failure), (ulong)_failure);
    }

    private void OnDialled(TunnelSocket socket, uint events)
    {
        var error = socket.PendingError;
        if (error != 0)
        {
            socket.Close();
            _rivals?.Remove(socket);
            Note(CodeOf(error));
            DialNext();
            return;
        }

        if ((events & NativeSystem.EPOLLOUT) == 0)
            return;
        if (socket != Socket)
        {
            _rivals!.Remove(socket);
            Socket.Close();
            Socket = socket;
        }

        CloseRivals();
        Relay();
    }

    private void CloseRivals()
    {
        if (_rivals is null)
            return;
        foreach (var rival in _rivals)
            rival.Close();
        _rivals = null;
    }

    private void Note(ErrorCode code) => _failure = _failure == ErrorCode.None ? code : DialErrors.Worse(_failure, code);

    private ErrorCode CodeOf(int error) => DialErrors.FromConnect(SocketErrors.OfDial(error), tunnel.Target.IsUnix);
}
