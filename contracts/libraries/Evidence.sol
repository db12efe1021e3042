// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Demand, Quote} from "../types/EvidenceTypes.sol";

/// What is a fault, and what names the evidence of it. Pure: who signed, when, and what it costs is the registry's. `protocol/evidence.ts` says the same
/// in TypeScript; both are held to test/vectors/evidence.json.
library Evidence {
    bytes32 internal constant QUOTE = keccak256(
        "Quote(address node,address payer,bytes32 nonce,uint96 pricePerGB,uint40 validFrom,uint40 validUntil,uint8 transport,bytes32 descriptorHash)"
    );
    bytes32 internal constant DEMAND =
        keccak256("Demand(bytes32 quoteHash,uint64 sequence,uint64 bytesTotal,uint96 amount)");
    uint256 private constant BYTES_PER_GB = 1_000_000_000;

    /// EIP-712 struct hash; all fields are static, so the encoding is the type hash and one padded word a field.
    function hash(Quote calldata quote) internal pure returns (bytes32) {
        return keccak256(abi.encode(QUOTE, quote));
    }

    function hash(Demand calldata demand) internal pure returns (bytes32) {
        return keccak256(abi.encode(DEMAND, demand));
    }

    /// Names a piece of evidence by what was signed, never by signatures: their other forms, or the other order, are no second piece.
    function key(bytes32 one, bytes32 other) internal pure returns (bytes32) {
        return one < other ? keccak256(abi.encode(one, other)) : keccak256(abi.encode(other, one));
    }

    /// F1: the demand asks more than its quote's price gives, rounded up once from totals.
    function isOvercharge(Quote calldata quote, Demand calldata demand) internal pure returns (bool) {
        uint256 due = (uint256(demand.bytesTotal) * quote.pricePerGB + BYTES_PER_GB - 1) / BYTES_PER_GB;
        return demand.amount > due;
    }

    /// F2: one sequence with two contents. F3: a later sequence with smaller totals. Of two demands under one quote; their order does not matter.
    function isContradiction(Demand calldata one, Demand calldata other) internal pure returns (bool) {
        if (one.sequence == other.sequence) {
            return one.bytesTotal != other.bytesTotal || one.amount != other.amount;
        }
        (Demand calldata earlier, Demand calldata later) = one.sequence < other.sequence ? (one, other) : (other, one);
        return later.bytesTotal < earlier.bytesTotal || later.amount < earlier.amount;
    }
}
