using System.Text.Json;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>Status, headers and body of an answer.</summary>
internal sealed class ApiAnswer(HttpResponseMessage response, string body)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Body => body;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.ToString();

    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? ETag { get; } = response.Headers.ETag?.Tag;

    public string? Location { get; } = response.Headers.Location?.ToString();

    public string WwwAuthenticate { get; } = response.Headers.WwwAuthenticate.ToString();

    public AssignmentView Assignment => JsonSerializer.Deserialize(body, RestJson.Default.AssignmentView)!;

    public ApiProblem Problem => JsonSerializer.Deserialize(body, RestJson.Default.ApiProblem)!;

    public override string ToString() => $"{Status} {body}";
}
