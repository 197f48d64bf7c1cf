using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Names the field in what the framework says about a body that it cannot read.</summary>
internal static partial class BodyProblem
{
    public static ApiProblem Of(BadHttpRequestException failure)
    {
        if (failure.InnerException is not JsonException json)
            return Problems.Malformed("body", null, "the body is empty or incomplete", "send one JSON object");
        var field = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        if (Unmapped().Match(json.Message) is { Success: true } unknown)
            return Problems.Malformed(
                unknown.Groups[1].Value,
                null,
                $"\"{unknown.Groups[1].Value}\" is an unknown field",
                "leave it out; the fields are described in /openapi/v1.json"
            );
        return field is null
            ? Problems.Malformed(
                "body",
                null,
                $"the body is not the JSON that this path takes (line {json.LineNumber + 1}, byte {json.BytePositionInLine})",
                "send one JSON object"
            )
            : Problems.Malformed(
                field,
                null,
                $"\"{field}\" has a value of the wrong type, too large, or cut off",
                "the types of the fields are described in /openapi/v1.json"
            );
    }

    // The exception has the name nowhere else; a test holds the runtime to this text.
    [GeneratedRegex("JSON property '([^']{1,64})' could not be mapped")]
    private static partial Regex Unmapped();
}
