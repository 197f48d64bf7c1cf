namespace SocketWarp.Pki.Scep;

/// <summary>A SCEP message that is not accepted. The text is plain, names no secret and may be shown to the peer.</summary>
public sealed class ScepMessageException(FailInfo failInfo, string message, Exception? inner = null, ScepHeader? header = null) : Exception(message, inner)
{
    /// <summary>What the peer is told.</summary>
    public FailInfo FailInfo { get; } = failInfo;

    /// <summary>The header with which to answer a CertRep of failure; null where not even that much could be read (over HTTP that is a 400).</summary>
    public ScepHeader? Header { get; } = header;

    internal ScepMessageException WithHeader(ScepHeader header) => Header is null ? new(FailInfo, Message, InnerException, header) : this;
}
