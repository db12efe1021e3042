// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A node's record, kept for ever under its id: the address of its first key, from then on only a name.
struct Node {
    /// Owns the record: stakes, rotates the key, proposes payouts.
    address operator;
    /// Where stake and earnings go, and nowhere else.
    address payout;
    /// The key that signs for the node now.
    address key;
    uint96 bond;
    uint40 registeredAt;
    /// When the stake may be withdrawn; 0 while not unbonding.
    uint40 unbondingAt;
    /// Descriptors with a lower version are void.
    uint64 descriptorFloor;
    /// How often the bond was slashed, ever. A counter, not a status.
    uint32 slashes;
    /// When it was slashed last, and the time before; 0 when it was not.
    uint40 lastSlashAt;
    uint40 formerSlashAt;
    address pendingPayout;
    uint40 payoutReadyAt;
}
