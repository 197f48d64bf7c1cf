namespace SocketWarp.Rpc.Wire;

internal static class HeaderNames
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>The only "compression" that we take.</summary>
    public const string Identity = "identity";

    public const string ContentType = "application/grpc";

    /// <summary>"application/grpc", "application/grpc+proto" and either with parameters; "+json" and "-web" are other protocols.</summary>
    public static bool IsGrpcContentType(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        var mediaType = (end < 0 ? contentType : contentType[..end]).Trim();
        return mediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase)
            || mediaType.Equals("application/grpc+proto", StringComparison.OrdinalIgnoreCase);
    }
}
