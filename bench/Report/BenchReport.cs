using System.Text.Json;
using SocketWarp.Bench.Measure;

namespace SocketWarp.Bench.Report;

/// <summary>One run of one command: on what, of what, how, and every figure of every round.</summary>
/// <param name="Notes">What a reader of the figures must know.</param>
internal sealed record BenchReport(
    string Command,
    MachineFacts Machine,
    string Commit,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<string> Notes
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<BenchReport> LoadAsync(FileInfo file, CancellationToken cancellation)
    {
        await using var stream = file.OpenRead();
        try
        {
            return await JsonSerializer.DeserializeAsync<BenchReport>(stream, Json, cancellation) is { Samples: not null, Machine: not null } report
                ? report
                : throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"{file} is no report of the benchmark ({exception.Message}): give a file that --json wrote", exception);
        }
    }

    public Task SaveAsync(FileInfo file, CancellationToken cancellation) =>
        File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(this, Json) + "\n", cancellation);
}
