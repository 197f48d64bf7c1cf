using SocketWarp.Base;
using SocketWarp.Pki.Files;

namespace SocketWarp.AllInOne.Identity;

/// <summary>Certificate, key and one-time secret of a part that enrols.</summary>
internal sealed record IdentityFiles(string Directory)
{
    public string Certificate { get; init; } = Path.Combine(Directory, "cert.pem");

    public string Key { get; init; } = Path.Combine(Directory, "key.pem");

    public string Secret => Path.Combine(Directory, "secret");

    /// <summary>Whether there is anything to lose.</summary>
    public bool IsThere => File.Exists(Certificate) || File.Exists(Key);

    /// <returns>null when no process could use what is there.</returns>
    public CertificateFiles? Load()
    {
        try
        {
            return File.Exists(Certificate) ? CertificateFiles.Load(Certificate, Key) : null;
        }
        catch (CertificateFileException)
        {
            return null;
        }
    }

    /// <summary>Clears the way for an enrolment with this secret.</summary>
    public void Prepare(string secret)
    {
        PrivateFiles.CreateDirectory(Directory);
        File.Delete(Certificate);
        File.Delete(Key);
        PrivateFiles.Replace(Secret, System.Text.Encoding.ASCII.GetBytes(secret + "\n"));
    }

    /// <summary>Removes the secret, which was used and is no longer good for anything.</summary>
    public void ForgetSecret()
    {
        if (System.IO.Directory.Exists(Directory))
            File.Delete(Secret);
    }
}
