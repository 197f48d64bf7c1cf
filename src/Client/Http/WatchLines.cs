using System.Text.Json;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client.Http;

/// <summary>The lines of a watch, of bounded length.</summary>
internal sealed class WatchLines(AnswerStream body, ApiFailures failures)
{
    // The longest uid has 256 bytes, six times as many when each is escaped.
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <returns>Null at the end.</returns>
    public async Task<WatchEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_buffer.AsSpan(_start.._end).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = Parse(_buffer.AsSpan(_start, length));
                _start += length + 1;
                return line;
            }

            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
                throw failures.Foreign(200);
            if (await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                _end += count;
            else
                return _end == 0 ? null : throw failures.Foreign(200);
        }
    }

    private WatchEvent Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RestJson.Default.WatchEvent) ?? throw failures.Foreign(200);
        }
        catch (JsonException)
        {
            throw failures.Foreign(200);
        }
    }
}
