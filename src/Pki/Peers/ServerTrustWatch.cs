using SocketWarp.Base.Files;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Peers;

/// <summary>Watches the files of <see cref="ServerTrust"/>.</summary>
public static class ServerTrustWatch
{
    /// <summary>Reads the authorities of an HTTPS server now, and again whenever their file is replaced.</summary>
    /// <param name="path">Null or empty: the system's, which are not watched.</param>
    /// <param name="setting">The setting that names the file.</param>
    /// <exception cref="CertificateFileException">when the file cannot be used</exception>
    public static ServerTrust Trust(this FileWatch watch, string? path, string setting)
    {
        var stamp = string.IsNullOrEmpty(path) ? null : FileStamp.Of([path]);
        var trust = new ServerTrust(path, setting);
        if (stamp is not null)
            watch.Add(trust, stamp);
        return trust;
    }

    /// <summary>Watches the file of authorities that are read already.</summary>
    /// <param name="read">The state of the file just before it was read.</param>
    public static void Add(this FileWatch watch, ServerTrust trust, FileStamp read)
    {
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(trust);
        watch.Add([trust.Path!], read, () => Task.FromResult(trust.Reload()));
    }
}
