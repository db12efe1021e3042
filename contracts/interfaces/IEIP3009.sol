// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// The part of EIP-3009 that deposits use: a transfer that only its receiver may execute, on the sender's signature.
interface IEIP3009 {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
}
