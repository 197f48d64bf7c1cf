using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Assignments;

namespace SocketWarp.QuicGateway.State;

/// <summary>The last wishes, on disk: a gateway that starts while ControlApi is away serves them.</summary>
internal sealed partial class SnapshotCache(StateDirectory state, ILogger<SnapshotCache> logger)
{
    public const string FileName = "assignments.json";

    private static readonly Dictionary<string, int> NoPorts = [];

    /// <summary>An unreadable cache is none: ControlApi has the truth.</summary>
    public (AssignmentTable Table, IReadOnlyDictionary<string, int> ChosenPorts) Load()
    {
        try
        {
            var path = state[FileName];
            if (!File.Exists(path)) return (AssignmentTable.Empty, NoPorts);
            var cached = JsonSerializer.Deserialize(File.ReadAllBytes(path), CachedSnapshotJson.Default.CachedSnapshot);
            if (cached is not { Format: CachedSnapshot.CurrentFormat, Assignments: not null, ChosenPorts: not null }) throw new JsonException("it has another format");
            var snapshot = new Snapshot { Revision = cached.Revision, Assignments = { cached.Assignments.Select(a => Assignment.Parser.ParseJson(a.GetRawText())) } };
            Log.Loaded(logger, snapshot.Assignments.Count, snapshot.Revision);
            return (AssignmentTable.From(snapshot), cached.ChosenPorts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidProtocolBufferException)
        {
            Log.Unreadable(logger, state[FileName], e.Message);
            return (AssignmentTable.Empty, NoPorts);
        }
    }

    /// <summary>Serving goes on without a cache, so a failure is only logged.</summary>
    public void Save(AssignmentTable table, IEnumerable<PublishedAssignment> published)
    {
        var chosen = published.Where(p => p.ChosenPort != 0).ToDictionary(p => p.Id, p => p.ChosenPort);
        var cached = new CachedSnapshot(CachedSnapshot.CurrentFormat, table.Revision, [.. table.Wishes.Values.Select(ToJson)], chosen);
        try
        {
            state.Replace(FileName, JsonSerializer.SerializeToUtf8Bytes(cached, CachedSnapshotJson.Default.CachedSnapshot));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(logger, state[FileName], e.Message);
        }
    }

    private static JsonElement ToJson(Assignment assignment)
    {
        using var document = JsonDocument.Parse(JsonFormatter.Default.Format(assignment));
        return document.RootElement.Clone();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Starting with {count} cached assignments of revision {revision}", EventName = "CacheLoaded")]
        public static partial void Loaded(ILogger logger, int count, ulong revision);

        [LoggerMessage(2, LogLevel.Warning, "The cached assignments in {path} cannot be read ({reason}): waiting for ControlApi", EventName = "CacheUnreadable")]
        public static partial void Unreadable(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "The assignments cannot be cached in {path}: {reason}", EventName = "CacheNotSaved")]
        public static partial void NotSaved(ILogger logger, string path, string reason);
    }
}
