using System.Buffers;
using System.Text.Json;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Client.Http;

/// <summary>A backup on its way to the caller: the header is understood before anything is passed on, and the lines are counted.</summary>
internal sealed class BackupCopy(Stream destination, string kind, ApiConnection connection)
{
    private const int Part = 64 * 1024;

    // A header has about 150 bytes.
    private const int MaxHeader = 4096;

    private readonly ArrayBufferWriter<byte> _first = new();
    private long _bytes;
    private int _lines;

    /// <summary>The header; null until it has come.</summary>
    public BackupHeaderView? Header { get; private set; }

    /// <exception cref="ApiException">when the answer is not a whole backup of this kind</exception>
    public async Task RunAsync(AnswerStream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[Part];
        var isWhole = false;
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            var part = buffer.AsMemory(0, count);
            if ((_bytes += count) > connection.Options.MaxBackupBytes)
                throw connection.Failures.TooLarge(connection.Options.MaxBackupBytes);
            _lines += part.Span.Count((byte)'\n');
            isWhole = part.Span[^1] == '\n';
            if (Header is not null)
            {
                await destination.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _first.Write(part.Span);
            if (ReadHeader())
                await destination.WriteAsync(_first.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }

        if (!isWhole || Header is null || _lines != Header.Count + 1)
            throw connection.Failures.Foreign(200);
    }

    private bool ReadHeader()
    {
        var end = _first.WrittenSpan.IndexOf((byte)'\n');
        if (end < 0)
            return _first.WrittenCount > MaxHeader ? throw connection.Failures.Foreign(200) : false;
        var line = _first.WrittenMemory[..end];
        try
        {
            Header = JsonSerializer.Deserialize(line.Span, RestJson.Default.BackupHeaderView);
        }
        catch (JsonException)
        {
            throw connection.Failures.Foreign(200);
        }

        if (Header is not { Format: BackupHeaderView.CurrentFormat } || Header.Kind != kind)
            throw connection.Failures.Foreign(200);
        connection.Options.Answered?.Invoke(line);
        return true;
    }
}
