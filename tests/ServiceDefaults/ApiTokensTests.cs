using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.State;
using SocketWarp.Web.Access;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class ApiTokensTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("socketwarp-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void TokensFile_ThatAnEditorBeganWithAByteOrderMark_IsRead()
    {
        using var state = new StateDirectory(_path, "State:Directory");
        new ApiTokens(state, NullLogger<ApiTokens>.Instance).Load();
        var token = File.ReadAllText(state.File("admin.token")).Trim();
        var file = state.File(ApiTokens.FileName);
        File.WriteAllText(file, File.ReadAllText(file), Encoding.UTF8);

        var tokens = new ApiTokens(state, NullLogger<ApiTokens>.Instance);
        tokens.Load();
        Assert.Equal(ApiRole.Admin, tokens.RoleOf(token));
    }
}
