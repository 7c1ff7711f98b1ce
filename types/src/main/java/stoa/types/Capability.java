// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.util.List;
import java.util.Optional;

/// The fixed system addresses; `to` of a transaction names one of them. Wire format: append only.
public enum Capability {
    /// Plain coin transfers; its address is only the emitter of their logs.
    ACCOUNTS(0),
    DELEGATIONS(1),
    MODELS(2),
    HOSTS(3),
    SESSIONS(4),
    /// Epochs, chance and the due queue: no verbs, only views and block-end events.
    EPOCHS(5),
    /// Cases, panels, votes and appeals.
    COURT(6),
    /// Contracts and their transactions; unmodified clients know it by two other addresses as well.
    CONTRACTS(7);

    /// "STOA" in ASCII above the number, so that a person reading a log knows whom it came from.
    private static final long STOA = 0x53544f41L;

    private static final List<Capability> ALL = List.of(values());

    private final Address address;

    Capability(int number) {
        this.address = new Address(0, STOA >>> 16, (int) ((STOA & 0xffff) << 16 | number));
    }

    public Address address() {
        return address;
    }

    /// Where unmodified clients look for the contracts' capability.
    private static final List<Address> ALIASES = List.of(
            Address.parse("0xb7278a61aa25c888815afc32ad3cc52ff24fe575"),
            Address.parse("0x88b0f18613db92bf970ffe264e02496e20a74d16"));

    /// The capability at an address, if any.
    public static Optional<Capability> at(Address address) {
        if (ALIASES.contains(address)) return Optional.of(CONTRACTS);
        if (!isSystem(address)) return Optional.empty();
        int number = address.low() & 0xffff;
        return number < ALL.size() ? Optional.of(ALL.get(number)) : Optional.empty();
    }

    /// Whether an address belongs to the system, used or not: coin sent there would be lost, so it is refused.
    public static boolean isSystem(Address address) {
        return ALIASES.contains(address)
                || address.high() == 0
                        && address.middle() == STOA >>> 16
                        && address.low() >>> 16 == (int) (STOA & 0xffff);
    }
}
