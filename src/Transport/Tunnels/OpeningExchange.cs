using System.Buffers;
using System.IO.Pipelines;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tunnels;

/// <summary>What goes over a stream before the raw bytes.</summary>
internal static class OpeningExchange
{
    public static async ValueTask<FlushResult> WriteAsync(PipeWriter output, ITunnel tunnel, CancellationToken cancellationToken)
    {
        var written = tunnel.WriteOpening(output.GetSpan(TunnelLimits.MaxOpening));
        if (written == 0)
            return default;
        output.Advance(written);
        // At once, not with the first raw bytes: many protocols let the target speak first.
        return await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves the reader at the first raw byte.</summary>
    /// <returns>The status, never <see cref="OpeningStatus.Incomplete"/> but when the reading was cancelled, and the code of a rejection.</returns>
    public static async ValueTask<(OpeningStatus Status, ulong Code)> ReadAsync(PipeReader input, ITunnel tunnel, CancellationToken cancellationToken)
    {
        // Legacy peers send nothing before the raw bytes, so that waiting for some could wait for ever.
        var first = tunnel.ReadOpening([], out _);
        if (first != OpeningStatus.Incomplete)
            return (first, tunnel.RejectionCode);

        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled)
                return (OpeningStatus.Incomplete, 0);

            var status = Parse(tunnel, result.Buffer, out var consumed);
            if (status == OpeningStatus.Complete)
                input.AdvanceTo(result.Buffer.GetPosition(consumed));
            else
                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (status != OpeningStatus.Incomplete)
                return (status, tunnel.RejectionCode);
            if (result.IsCompleted || result.Buffer.Length >= TunnelLimits.MaxOpening)
                return (OpeningStatus.Rejected, (ulong)ErrorCode.BadFrame);
        }
    }

    private static OpeningStatus Parse(ITunnel tunnel, ReadOnlySequence<byte> received, out int consumed)
    {
        if (received.Length > TunnelLimits.MaxOpening)
            received = received.Slice(0, TunnelLimits.MaxOpening);
        if (received.IsSingleSegment)
            return tunnel.ReadOpening(received.FirstSpan, out consumed);

        Span<byte> copy = stackalloc byte[TunnelLimits.MaxOpening];
        received.CopyTo(copy);
        return tunnel.ReadOpening(copy[..(int)received.Length], out consumed);
    }
}
