using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>
/// The last assignments, on disk: a gateway that starts while ControlApi is away serves them. A change is one line more, so that it costs the
/// same beside ten assignments or ten thousand; once the changes outweigh the rest, the whole file is written again.
/// </summary>
internal sealed partial class SnapshotCache([FromKeyedServices(GatewaySettings.Section)] StateDirectory state, ILogger<SnapshotCache> logger)
{
    public const string FileName = "assignments.jsonl";

    private const long LeastRewrite = 64 * 1024; // bytes; below it a rewrite is not worth the thought
    private long _whole; // bytes of the first line
    private long _length;
    private bool _failing;
    private bool _appendable; // false until the file is known to hold what was saved last, whole

    /// <summary>Reads up to the first broken line, where a crash or a full disk cut the file. ControlApi has the truth.</summary>
    public CachedAssignments Load()
    {
        var loaded = CachedAssignments.Empty;
        try
        {
            var path = state.File(FileName);
            if (!File.Exists(path))
                return loaded;
            foreach (var line in File.ReadLines(path))
                loaded = loaded.With(Parse(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidProtocolBufferException)
        {
            Log.Unreadable(logger, state.File(FileName), e.Message);
        }

        if (loaded.Table.Revision > 0)
            Log.Loaded(logger, loaded.Table.Assignments.Count, loaded.Table.Revision);
        return loaded;
    }

    /// <summary>Writes down everything. Serving goes on without a cache, so a failure is only logged.</summary>
    public void Replace(WantedAssignments table, IReadOnlyDictionary<string, int> chosenPorts)
    {
        _appendable = false;
        var line = Format(table.Revision, table.Assignments.Values, [], chosenPorts);
        if (!Try(() => PrivateFiles.Replace(state.File(FileName), line)))
            return;
        (_whole, _length, _appendable) = (line.Length, line.Length, true);
    }

    /// <summary>Writes down a change.</summary>
    /// <returns>false when <see cref="Replace"/> is due instead.</returns>
    public bool TryAppend(ulong revision, IEnumerable<Assignment> changed, IReadOnlyList<string> removed, IReadOnlyDictionary<string, int> chosenPorts)
    {
        if (!_appendable || _length > Math.Max(LeastRewrite, 2 * _whole))
            return false;
        var line = Format(revision, changed, removed, chosenPorts);
        _appendable = Try(() => Append(line));
        _length += line.Length;
        return _appendable;
    }

    /// <summary>After a crash only a part of the addition may be there.</summary>
    private void Append(ReadOnlySpan<byte> line)
    {
        using var stream = new FileStream(state.File(FileName), FileMode.Append, FileAccess.Write);
        stream.Write(line);
        stream.Flush(flushToDisk: true);
    }

    private static byte[] Format(ulong revision, IEnumerable<Assignment> changed, IReadOnlyList<string> removed, IReadOnlyDictionary<string, int> chosenPorts)
    {
        var line = new CacheLine(CacheLine.CurrentFormat, revision, [.. changed.Select(ToJson)], removed, chosenPorts);
        return [.. JsonSerializer.SerializeToUtf8Bytes(line, CacheLineJson.Default.CacheLine), (byte)'\n'];
    }

    private static CacheLine Parse(string line) =>
        JsonSerializer.Deserialize(line, CacheLineJson.Default.CacheLine)
            is { Format: CacheLine.CurrentFormat, Assignments: not null, Removed: not null, ChosenPorts: not null } read
            ? read
            : throw new JsonException("it has another format");

    private static JsonElement ToJson(Assignment assignment)
    {
        using var document = JsonDocument.Parse(JsonFormatter.Default.Format(assignment));
        return document.RootElement.Clone();
    }

    private bool Try(Action write)
    {
        try
        {
            write();
            if (_failing)
                Log.SavedAgain(logger, state.File(FileName));
            _failing = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk would say so at every change.
            if (!_failing)
                Log.NotSaved(logger, state.File(FileName), e.Message);
            _failing = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Starting with {Count} cached assignments of revision {Revision}", EventName = "CacheLoaded")]
        public static partial void Loaded(ILogger logger, int count, ulong revision);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "The cached assignments in {Path} cannot be read to their end ({Reason}): waiting for ControlApi",
            EventName = "CacheUnreadable"
        )]
        public static partial void Unreadable(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "The assignments cannot be cached in {Path}: {Reason}", EventName = "CacheNotSaved")]
        public static partial void NotSaved(ILogger logger, string path, string reason);

        [LoggerMessage(4, LogLevel.Information, "The assignments are cached in {Path} again", EventName = "CacheSavedAgain")]
        public static partial void SavedAgain(ILogger logger, string path);
    }
}
