namespace SocketWarp.Client.Http;

/// <summary>The body of an answer that is read as it comes, each part within the longest standstill.</summary>
internal sealed class AnswerStream(ApiConnection connection, HttpResponseMessage response, Stream body, TimeSpan standstill) : IDisposable
{
    /// <returns>0 at the end.</returns>
    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        connection.WithinAsync(
            standstill,
            connection.Failures.Silent,
            async limit => await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false),
            cancellationToken
        );

    public void Dispose() => response.Dispose();
}
