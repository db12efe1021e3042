// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// The signed messages once more in plain Solidity, written from docs/payments.md and not from the contract: what the contract's assembly is compared with.
library Messages {
    bytes32 internal constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant VOUCHER = keccak256("Voucher(address node,uint96 cumulative)");
    bytes32 internal constant RESERVATION =
        keccak256("Reservation(address node,uint96 ceiling,uint40 expiresAt,uint24 epoch)");
    bytes32 internal constant WITHDRAW_REQUEST =
        keccak256("WithdrawRequest(address payer,uint96 amount,uint96 relayFee,uint24 nonce,uint40 deadline)");
    bytes32 internal constant NODE_KEY = keccak256("NodeKey(address operator,address node,uint40 deadline)");
    bytes32 internal constant AUTHORIZATION = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 internal constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    function separator(string memory name, uint256 chainId, address verifier) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256("1"), chainId, verifier));
    }

    function digest(bytes32 domain, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function voucher(bytes32 domain, address node, uint96 cumulative) internal pure returns (bytes32) {
        return digest(domain, keccak256(abi.encode(VOUCHER, node, cumulative)));
    }

    function reservation(bytes32 domain, address node, uint96 ceiling, uint40 expiresAt, uint24 epoch)
        internal
        pure
        returns (bytes32)
    {
        return digest(domain, keccak256(abi.encode(RESERVATION, node, ceiling, expiresAt, epoch)));
    }

    function withdrawRequest(
        bytes32 domain,
        address payer,
        uint96 amount,
        uint96 relayFee,
        uint24 nonce,
        uint40 deadline
    ) internal pure returns (bytes32) {
        return digest(domain, keccak256(abi.encode(WITHDRAW_REQUEST, payer, amount, relayFee, nonce, deadline)));
    }

    function nodeKey(bytes32 domain, address operator, address node, uint40 deadline) internal pure returns (bytes32) {
        return digest(domain, keccak256(abi.encode(NODE_KEY, operator, node, deadline)));
    }

    function depositNonce(address payer, address owner, uint96 relayFee, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(abi.encode(payer, owner, relayFee, salt));
    }

    /// cumulative 12 | r 32 | vs 32
    function voucherItem(uint96 cumulative, uint8 v, bytes32 r, bytes32 s) internal pure returns (bytes memory) {
        return abi.encodePacked(cumulative, r, compact(v, s));
    }

    /// node 20 | ceiling 12 | expiresAt 5 | epoch 3 | r 32 | vs 32
    function reservationItem(
        address node,
        uint96 ceiling,
        uint40 expiresAt,
        uint24 epoch,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(node, ceiling, expiresAt, epoch, r, compact(v, s));
    }

    /// EIP-2098: the parity of v in the top bit of s.
    function compact(uint8 v, bytes32 s) internal pure returns (bytes32) {
        return bytes32(uint256(s) | (uint256(v - 27) << 255));
    }
}
