using System.Reflection;
using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>
/// Finds and loads the three libraries by path, so that no system setting changes: the folder named by SOCKETWARP_NATIVE_DIR, else
/// <c>.native</c> of the nearest parent folder of the program, else the system's own.
/// </summary>
internal static class NativeLibraries
{
    private const int LeastVersion = 0x010400; // settings version 2 came with 1.4
    private static readonly Lazy<string?> Loaded = new(Load);
    private static readonly Dictionary<string, nint> Handles = [];

    public static nint Crypto => Handles[NativeQuicCrypto.Library];

    /// <summary>null when the libraries work, else why not and what to do.</summary>
    public static string? Fault => Loaded.Value;

    private static string? Load()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian)
            return "it needs 64-bit Linux";
        // EpollEvent is packed on x86-64 only; the layouts have been checked there.
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return $"it has been proven on x86-64 only, not on {RuntimeInformation.ProcessArchitecture}";
        var folder = Folder();
        foreach (var name in (string[])[NativeTls.Library, NativeQuic.Library, NativeQuicCrypto.Library])
        {
            if (!TryLoad(folder, name, out var handle))
                return $"{name} was not found in {folder ?? ".native"} nor by the system; run setup/native.sh or install Debian's libngtcp2-16 and "
                    + $"libngtcp2-crypto-gnutls8";
            Handles[name] = handle;
        }

        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => Handles.GetValueOrDefault(name));
        return CheckVersion() ?? NativeLayout.Check();
    }

    private static unsafe string? CheckVersion()
    {
        var info = NativeQuic.ngtcp2_version(0);
        if (info->version_num < LeastVersion)
            return $"libngtcp2 {Marshal.PtrToStringUTF8((nint)info->version_str)} is too old; 1.4 or later is needed";
        fixed (byte* least = "3.7.2\0"u8)
            return NativeTls.gnutls_check_version(least) == null ? "libgnutls is too old; 3.7.2 or later is needed" : null;
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("SOCKETWARP_NATIVE_DIR") is { Length: > 0 } named)
            return named;
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent != null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, ".native");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>Loads a library that the engine can do without.</summary>
    public static bool TryLoad(string name, out nint handle) => TryLoad(Folder(), name, out handle);

    private static bool TryLoad(string? folder, string name, out nint handle)
    {
        var own = folder == null ? null : Path.Combine(folder, name);
        if (own != null && File.Exists(own))
        {
            if (NativeLibrary.TryLoad(own, out handle))
                return true;
            LoadDependencies(folder!);
            if (NativeLibrary.TryLoad(own, out handle))
                return true;
        }

        return NativeLibrary.TryLoad(name, out handle);
    }

    /// <summary>
    /// A library loaded by path finds what it needs among those already loaded. Their order is not known here, so each round loads
    /// what it can until a round brings nothing new.
    /// </summary>
    private static void LoadDependencies(string folder)
    {
        var waiting = Directory.GetFiles(folder, "*.so.*").ToList();
        while (waiting.RemoveAll(file => NativeLibrary.TryLoad(file, out _)) > 0) { }
    }
}
