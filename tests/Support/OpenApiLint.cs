using System.Text.Json;

namespace SocketWarp.TestSupport;

/// <summary>What linters of OpenAPI documents (redocly's recommended rules) ask for, as far as ours once failed it.</summary>
public static class OpenApiLint
{
    private static readonly HashSet<string> Methods = ["get", "put", "post", "delete", "patch", "head"];

    /// <returns>One line for each thing that is missing.</returns>
    public static IReadOnlyList<string> Problems(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var problems = new List<string>();
        Require(root.GetProperty("info").TryGetProperty("license", out var license) && license.TryGetProperty("name", out _), "info: license");
        Require(root.TryGetProperty("servers", out var servers) && servers.GetArrayLength() > 0, "servers");
        foreach (var tag in root.GetProperty("tags").EnumerateArray())
            Require(tag.TryGetProperty("description", out _), $"tag {tag.GetProperty("name")}: description");
        var ids = new HashSet<string>();
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(o => Methods.Contains(o.Name)))
            {
                var name = $"{operation.Name} {path.Name}";
                var statuses = operation.Value.GetProperty("responses").EnumerateObject().Select(r => r.Name[0]).ToArray();
                Require(statuses.Contains('2'), $"{name}: 2xx");
                Require(statuses.Contains('4'), $"{name}: 4xx");
                Require(operation.Value.TryGetProperty("summary", out _), $"{name}: summary");
                Require(ids.Add(operation.Value.GetProperty("operationId").GetString()!), $"{name}: operationId of its own");
            }
        }

        return problems;

        void Require(bool holds, string what)
        {
            if (!holds)
                problems.Add(what);
        }
    }
}
