// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// Which addresses lie on the public Internet. Of IPv4, everything but the ranges IANA lists as special; of IPv6,
/// only global unicast, without the ranges in it that carry IPv4 addresses or are special.
final class AddressRules {
    private static final List<Range> REFUSED_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and the clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Range GLOBAL_6 = Range.parse("2000::/3");

    private static final List<Range> REFUSED_6 = ranges(
            "2001::/23", // protocol assignments, Teredo
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: an IPv4 address inside
            "3fff::/20"); // documentation

    private AddressRules() {}

    static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) return outside(REFUSED_4, bytes);
        return GLOBAL_6.holds(bytes) && outside(REFUSED_6, bytes);
    }

    private static boolean outside(List<Range> ranges, byte[] address) {
        for (var range : ranges) if (range.holds(address)) return false;
        return true;
    }

    private static List<Range> ranges(String... texts) {
        return List.of(texts).stream().map(Range::parse).toList();
    }

    private record Range(byte[] start, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            var start = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
            return new Range(start, Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) return false;
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) if (address[i] != start[i]) return false;
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ start[whole]) & (0xff << (8 - rest))) == 0;
        }
    }
}
