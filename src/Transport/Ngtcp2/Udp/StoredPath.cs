using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>A path together with its addresses: others only point to them, and for one call.</summary>
internal unsafe struct StoredPath(NativeQuic.Path* path)
{
    private NativeAddress _local = *path->local.addr;
    private NativeAddress _remote = *path->remote.addr;
    private readonly uint _localLength = path->local.addrlen;
    private readonly uint _remoteLength = path->remote.addrlen;

    /// <param name="stored">Must not move while the result is used.</param>
    public static NativeQuic.Path Of(StoredPath* stored)
    {
        NativeQuic.Path path = default;
        path.local = new NativeQuic.Address { addr = &stored->_local, addrlen = stored->_localLength };
        path.remote = new NativeQuic.Address { addr = &stored->_remote, addrlen = stored->_remoteLength };
        return path;
    }

    public static bool AreEqual(StoredPath* stored, NativeQuic.Path* path)
    {
        var mine = Of(stored);
        return AreEqual(mine.remote, path->remote) && AreEqual(mine.local, path->local);
    }

    private static bool AreEqual(in NativeQuic.Address a, in NativeQuic.Address b) =>
        new ReadOnlySpan<byte>(a.addr, (int)a.addrlen).SequenceEqual(new ReadOnlySpan<byte>(b.addr, (int)b.addrlen));
}
