// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Digests and recovery. All messages have static fields, so a struct hash is one keccak over the type hash and padded words.
library Signatures {
    bytes32 internal constant VOUCHER = keccak256("Voucher(address node,uint96 cumulative)");
    bytes32 internal constant RESERVATION =
        keccak256("Reservation(address node,uint96 ceiling,uint40 expiresAt,uint24 epoch)");
    bytes32 internal constant WITHDRAW_REQUEST = keccak256(
        "WithdrawRequest(address payer,uint96 amount,uint96 relayFee,uint24 nonce,uint40 deadline)"
    );
    bytes32 internal constant NODE_KEY = keccak256("NodeKey(address operator,address node,uint40 deadline)");

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    /// Recovers the signer of an EIP-2098 signature; 0 when there is none. A high s is harmless here: amounts are cumulative, so a second form of one
    /// signature pays nothing twice.
    function recover(bytes32 hash, bytes32 r, bytes32 vs) internal pure returns (address) {
        return ecrecover(hash, uint8(uint256(vs) >> 255) + 27, r, vs & bytes32(type(uint256).max >> 1));
    }

    /// Recovers the signer of a 65-byte signature r | s | v; 0 when it is malformed.
    function recoverLong(bytes32 hash, bytes calldata signature) internal pure returns (address) {
        if (signature.length != 65) return address(0);
        return ecrecover(hash, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
    }
}
