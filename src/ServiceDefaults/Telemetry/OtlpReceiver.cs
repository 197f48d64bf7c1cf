using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Where one signal is sent over OTLP, and how.</summary>
/// <param name="Endpoint">The signal's whole URL with HTTP, the server's with gRPC.</param>
/// <param name="IsGrpc">True: gRPC; false: protobuf over HTTP.</param>
/// <param name="Headers">As OpenTelemetry writes them, <c>name=value,name=value</c>: often a token.</param>
/// <param name="Timeout">Milliseconds that one batch may take.</param>
/// <param name="Compresses">Whether batches are sent with gzip.</param>
internal sealed record OtlpReceiver(Uri Endpoint, bool IsGrpc, Secret? Headers, int Timeout, bool Compresses);
