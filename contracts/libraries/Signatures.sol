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

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 2), separator)
            mstore(add(free, 34), structHash)
            result := keccak256(free, 66)
        }
    }

    /// Recovers the signer of an EIP-2098 signature; 0 when there is none. A high s is harmless here: amounts are cumulative, so a second form of one
    /// signature pays nothing twice.
    function recover(bytes32 hash, bytes32 r, bytes32 vs) internal view returns (address signer) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hash)
            mstore(add(free, 32), add(shr(255, vs), 27))
            mstore(add(free, 64), r)
            mstore(add(free, 96), and(vs, 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff))
            mstore(0, 0)
            pop(staticcall(gas(), 1, free, 128, 0, 32))
            signer := mload(0)
        }
    }

    /// Recovers the signer of a 65-byte signature r | s | v; 0 when it is malformed.
    function recoverLong(bytes32 hash, bytes calldata signature) internal pure returns (address) {
        if (signature.length != 65) return address(0);
        return ecrecover(hash, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
    }
}
