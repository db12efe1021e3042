// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// EIP-712 domain of a contract, cached for the chain it was deployed on and computed again should the chain id ever change (a fork).
abstract contract Domain {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private immutable _nameHash;
    bytes32 private immutable _cached;
    uint256 private immutable _cachedChainId;

    constructor(string memory name) {
        _nameHash = keccak256(bytes(name));
        _cachedChainId = block.chainid;
        _cached = _build(_nameHash);
    }

    function _domainSeparator() internal view returns (bytes32) {
        return block.chainid == _cachedChainId ? _cached : _build(_nameHash);
    }

    function _build(bytes32 nameHash) private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, nameHash, keccak256("1"), block.chainid, address(this)));
    }
}
