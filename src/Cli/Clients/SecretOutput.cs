using System.Globalization;
using System.Text;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Parsing;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary>
/// Where a secret goes, which the server shows once. A file is made before the server is asked, so that no secret is lost for want of a place;
/// without a secret it is taken away again.
/// </summary>
internal sealed class SecretOutput : IDisposable
{
    private readonly ClientContext _context;
    private readonly string? _path;
    private FileStream? _file;

    /// <param name="path">Null: standard output.</param>
    /// <exception cref="WarpException">when the file is there already, or cannot be written.</exception>
    public SecretOutput(ClientContext context, string? path)
    {
        (_context, _path) = (context, path);
        if (path is null)
            return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            _file = new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new WarpException(ExitCode.Conflict, $"\"{path}\" is there already", "name another file with --secret-file, or remove that one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarpException(
                ExitCode.BadArgument,
                $"--secret-file is \"{path}\", which cannot be written: {FileProblem.Describe(e)}",
                "name a file in a folder where this user may write"
            );
        }
    }

    public void Show(ScepClientView client)
    {
        if (_file is not null)
        {
            _file.Write(Encoding.ASCII.GetBytes($"{client.Secret}\n"));
            _file.Dispose();
            _file = null;
        }

        // What is in the file is not to be in the terminal's history as well.
        _context.Voice.Data(
            _context.Json
                ? _path is null
                    ? _context.Said()
                    : JsonParts.Without(_context.Said(), "secret")
                : _path ?? client.Secret!
        );
        _context.Voice.Hint(
            string.Create(CultureInfo.InvariantCulture, $"it is not shown again, and works once, until {client.SecretUntil:yyyy-MM-dd HH:mm} UTC")
        );
    }

    public void Dispose()
    {
        if (_file is null)
            return;
        _file.Dispose();
        File.Delete(_path!);
    }
}
