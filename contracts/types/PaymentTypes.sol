// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Storage of PaymentChannels. Each struct is one slot, written here from its least significant part; a used slot never returns to zero, because writing
/// a zero slot again costs 17,100 gas more.

/// `available 96 | owner 160`, most significant first. An account exists when its owner is set, and its owner never changes.
struct Account {
    address owner;
    uint96 available;
}

/// `nonce 24 | readyAt 40 | relayFee 96 | amount 96`. Pending when `readyAt` is set.
struct Request {
    uint96 amount;
    uint96 relayFee;
    uint40 readyAt;
    uint24 nonce;
}

/// `epoch 24 | expiresAt 40 | locked 96 | settled 96`. `settled` is what was paid, and only grows.
struct Channel {
    uint96 settled;
    uint96 locked;
    uint40 expiresAt;
    uint24 epoch;
}

/// `used 64 | fee 96 | credit 96`. Credit is the node's, fee the protocol's share of what was settled to it.
struct Earned {
    uint96 credit;
    uint96 fee;
    uint64 used;
}

/// What a reservation says besides its node, as it stands in its item: `ceiling 96 | expiresAt 40 | epoch 24`.
type Terms is uint256;

using TermsParts for Terms global;

library TermsParts {
    function ceiling(Terms terms) internal pure returns (uint256) {
        return Terms.unwrap(terms) >> 64;
    }

    function expiresAt(Terms terms) internal pure returns (uint256) {
        return uint40(Terms.unwrap(terms) >> 24);
    }

    function epoch(Terms terms) internal pure returns (uint256) {
        return uint24(Terms.unwrap(terms));
    }
}
