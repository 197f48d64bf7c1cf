using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>Why a certificate is not accepted, in the original's words.</summary>
/// <param name="Result">A word for the metric.</param>
internal sealed record VerifyFailure(string Message, [property: JsonIgnore] string Result)
{
    [JsonPropertyName("notBefore")]
    public string? NotBefore { get; init; }

    [JsonPropertyName("notAfter")]
    public string? NotAfter { get; init; }

    [JsonPropertyName("Date")]
    public string? Date { get; init; }

    public string? Certificate { get; init; }

    [JsonPropertyName("cacert")]
    public string? CaCert { get; init; }

    public string? User { get; init; }
}
