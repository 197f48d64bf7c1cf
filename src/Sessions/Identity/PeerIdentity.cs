using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Sessions.Settings;

namespace SocketWarp.Sessions.Identity;

/// <summary>The files of one end's identity: its certificate, its key, and the authorities of the other end's certificate.</summary>
public sealed class PeerIdentity(PeerSettings settings, TimeProvider time)
{
    public IReadOnlyList<string> Paths { get; } = [settings.CertificatePath, settings.KeyPath, settings.CaPath];

    /// <summary>Calls <paramref name="take"/> to load the files and take them into use; not when an enrolment has to write them first.</summary>
    /// <returns>The state of the files just before they were read; null when they were not read.</returns>
    /// <exception cref="StartupException">when a file cannot be used</exception>
    public FileStamp? TakeAtStart(Action take)
    {
        if (settings.Enrollment.Url is not null)
            return null;
        var stamp = FileStamp.Of(Paths);
        try
        {
            take();
            return stamp;
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>Reads the files and checks them, without taking them into use.</summary>
    /// <param name="held">What is in use; null: nothing yet. Another certificate has to be usable at once.</param>
    /// <exception cref="CertificateFileException">when a file cannot be used</exception>
    public LoadedIdentity Load(LoadedIdentity? held)
    {
        var files = CertificateFiles.Load(settings.CertificatePath, settings.KeyPath, time, settings.Usage);
        var setting = $"{settings.SectionName}:{nameof(settings.TrustIntermediates)}";
        var authorities = TrustedAuthorities.Load(settings.CaPath, settings.TrustIntermediates, setting);
        var loaded = new LoadedIdentity(files, authorities, $"{files.Describe()}, {settings.CaPath} ({authorities.Describe()})");
        if (held is not null && !loaded.HasCertificateOf(held))
            files.RequireUsable(settings.Usage, time);
        return loaded;
    }
}
