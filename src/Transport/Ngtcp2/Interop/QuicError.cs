namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>NGTCP2_ERR_* of ngtcp2/ngtcp2.h, those that the engine tells apart.</summary>
internal static class QuicError
{
    public const int StreamDataBlocked = -208;
    public const int Crypto = -213;
    public const int Decrypt = -218;
    public const int StreamShutWrite = -219;
    public const int StreamNotFound = -220;
    public const int Closing = -223;
    public const int Draining = -224;
    public const int DiscardPacket = -226;
    public const int WriteMore = -230;
    public const int Retry = -231;
    public const int DropConnection = -232;
    public const int VersionNegotiation = -235;
    public const int HandshakeTimeout = -236;
    public const int IdleClose = -238;
    public const int CallbackFailure = -502;
}
