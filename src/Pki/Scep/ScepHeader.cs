namespace SocketWarp.Pki.Scep;

/// <summary>What an answer has to repeat of a request (RFC 8894 section 3.2.1).</summary>
/// <param name="TransactionId">1 to <see cref="ScepLimits.MaxTransactionId"/> printable ASCII characters; its sender's choice.</param>
public sealed record ScepHeader(ScepMessageType Type, string TransactionId, ReadOnlyMemory<byte> SenderNonce);
