// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";

/// A node's messages in plain Solidity, field by field, written from docs/protocol.md and not from the library that they test.
library NodeMessages {
    bytes32 internal constant QUOTE = keccak256(
        "Quote(address node,address payer,bytes32 nonce,uint96 pricePerGB,uint40 validFrom,uint40 validUntil,uint8 transport,bytes32 descriptorHash)"
    );
    bytes32 internal constant DEMAND =
        keccak256("Demand(bytes32 quoteHash,uint64 sequence,uint64 bytesTotal,uint96 amount)");

    function hash(Quote memory quote) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                QUOTE,
                quote.node,
                quote.payer,
                quote.nonce,
                quote.pricePerGB,
                quote.validFrom,
                quote.validUntil,
                quote.transport,
                quote.descriptorHash
            )
        );
    }

    function hash(Demand memory demand) internal pure returns (bytes32) {
        return keccak256(abi.encode(DEMAND, demand.quoteHash, demand.sequence, demand.bytesTotal, demand.amount));
    }

    function pair(bytes32 one, bytes32 other) internal pure returns (bytes32) {
        return uint256(one) < uint256(other)
            ? keccak256(abi.encodePacked(one, other))
            : keccak256(abi.encodePacked(other, one));
    }
}
