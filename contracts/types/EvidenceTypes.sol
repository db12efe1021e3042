// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What nodes sign off chain and what evidence against them is made of (docs/protocol.md, Signed messages).

/// A node's signed price for one session. Amounts are base units for 10^9 bytes, times are Unix seconds.
struct Quote {
    address node;
    address payer;
    bytes32 nonce;
    uint96 pricePerGB;
    uint40 validFrom;
    uint40 validUntil;
    uint8 transport;
    bytes32 descriptorHash;
}

/// A node's signed statement of bytes and amount due so far under one quote, named by the quote's struct hash.
struct Demand {
    bytes32 quoteHash;
    uint64 sequence;
    uint64 bytesTotal;
    uint96 amount;
}
