using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Protection;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>RFC 9001 appendix A.2: header protection of a client's first packet.</summary>
public sealed class HeaderKeyTests
{
    [Fact]
    public unsafe void Mask_OfTheSpecificationsSample_IsTheSpecifications()
    {
        Assert.SkipUnless(NativeGcm.Fault == null, NativeGcm.Fault ?? "");
        var mask = new byte[5];

        fixed (
            byte* key = Convert.FromHexString("9f50449e04a0e810283a1e9933adedd2"),
                sample = Convert.FromHexString("d1b1c98dd7689fb8ec11d242b123dc9b"),
                m = mask
        )
        {
            var context = HeaderKey.Create(key);
            HeaderKey.Mask(context, sample, m);
            HeaderKey.Free(context);
        }

        Assert.Equal("437B9AEC36", Convert.ToHexString(mask));
    }
}
