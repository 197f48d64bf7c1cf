using System.Security.Cryptography;
using System.Text;

namespace SocketWarp.AllInOne;

/// <summary>The Unix socket between the ControlApi and the gateway of one process.</summary>
internal static class ControlSocket
{
    /// <summary>What Linux and macOS both allow for the path of a Unix socket.</summary>
    private const int MaxPath = 100;

    /// <summary>A path in <paramref name="directory"/>; if that is too long for a socket, one in the temporary folder whose name follows from it.</summary>
    public static string PathIn(string directory)
    {
        var path = Path.Combine(directory, "control.sock");
        if (path.Length <= MaxPath)
            return path;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
        return Path.Combine(Path.GetTempPath(), $"socketwarp-{name}.sock");
    }
}
