namespace SocketWarp.SystemTests.Tunnels;

/// <summary>Random data as a file, because foreign programs take files.</summary>
internal static class TestData
{
    public static async Task<byte[]> WriteAsync(string path, int bytes)
    {
        var data = new byte[bytes];
        new Random(bytes).NextBytes(data);
        await File.WriteAllBytesAsync(path, data);
        return data;
    }
}
