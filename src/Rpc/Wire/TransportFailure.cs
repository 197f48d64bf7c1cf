namespace SocketWarp.Rpc.Wire;

/// <summary>Translates what HTTP throws, once, at the edge.</summary>
internal static class TransportFailure
{
    // RFC 9113 section 7.
    private const long NoError = 0x0;
    private const long ProtocolError = 0x1;
    private const long RefusedStream = 0x7;
    private const long Cancel = 0x8;
    private const long EnhanceYourCalm = 0xb;
    private const long InadequateSecurity = 0xc;

    public static RpcException Translate(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
            if (e is HttpProtocolException protocol)
                return new(FromHttp2(protocol.ErrorCode), protocol.Message, innerException: failure);
        return failure switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } =>
                new(RpcStatusCode.Unavailable, "The peer does not speak HTTP/2.", innerException: failure),
            // "See inner exception" helps nobody who reads one line.
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new(RpcStatusCode.Unavailable, failure.GetBaseException().Message, innerException: failure),
            HttpRequestException or IOException => new(RpcStatusCode.Unavailable, Innermost(failure), innerException: failure),
            // SocketsHttpHandler.ConnectTimeout surfaces as a cancellation that nobody asked for.
            OperationCanceledException => new(RpcStatusCode.Unavailable, "The connection was not established in time.", innerException: failure),
            _ => new(RpcStatusCode.Internal, failure.Message, innerException: failure),
        };
    }

    /// <summary>
    /// "Errors" in grpc/doc/PROTOCOL-HTTP2.md, which speaks of streams. Two codes mean the connection here: NO_ERROR is how a server
    /// says that it is shutting down, PROTOCOL_ERROR what SocketsHttpHandler makes of an unanswered ping and of a peer without HTTP/2.
    /// </summary>
    private static RpcStatusCode FromHttp2(long errorCode) => errorCode switch
    {
        NoError or ProtocolError or RefusedStream => RpcStatusCode.Unavailable,
        Cancel => RpcStatusCode.Cancelled,
        EnhanceYourCalm => RpcStatusCode.ResourceExhausted,
        InadequateSecurity => RpcStatusCode.PermissionDenied,
        _ => RpcStatusCode.Internal,
    };

    private static string Innermost(Exception failure)
    {
        var innermost = failure.GetBaseException();
        return ReferenceEquals(innermost, failure) ? failure.Message : $"{failure.Message} {innermost.Message}";
    }
}
