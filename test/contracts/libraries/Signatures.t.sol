// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

contract SignaturesTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function recoverLong(bytes32 hash, bytes calldata signature) external pure returns (address) {
        return Signatures.recoverLong(hash, signature);
    }

    function testFuzz_digestsAsThePlainEncodingDoes(bytes32 domain, bytes32 structHash) public pure {
        vm.assertEq(Signatures.digest(domain, structHash), Messages.digest(domain, structHash), "digest");
    }

    function testFuzz_recoversEverySigner(uint256 key, bytes32 hash) public view {
        key = 1 + key % (ORDER - 1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        vm.assertEq(Signatures.recover(hash, r, Messages.compact(v, s)), vm.addr(key), "from r and vs");
        vm.assertEq(this.recoverLong(hash, abi.encodePacked(r, s, v)), vm.addr(key), "from r, s and v");
    }

    /// Any two words: what the precompile says, and nobody's address where it says nothing.
    function testFuzz_recoversAsThePrecompileDoes(bytes32 hash, bytes32 r, bytes32 vs) public view {
        bytes32 s = vs & bytes32(type(uint256).max >> 1);
        address expected = ecrecover(hash, uint8(uint256(vs) >> 255) + 27, r, s);
        vm.assertEq(Signatures.recover(hash, r, vs), expected, "signer");
    }

    function test_recoversNobodyFromWordsOutOfRange() public view {
        bytes32 hash = keccak256("message");
        bytes32 one = bytes32(uint256(1));
        vm.assertEq(Signatures.recover(hash, 0, one), address(0), "r of zero");
        vm.assertEq(Signatures.recover(hash, one, 0), address(0), "s of zero");
        vm.assertEq(Signatures.recover(hash, bytes32(ORDER), one), address(0), "r at the order");
    }

    function testFuzz_recoversNobodyFromAnotherLength(uint8 length) public view {
        vm.assume(length != 65);
        vm.assertEq(this.recoverLong(keccak256("message"), new bytes(length)), address(0), "signer");
    }

    function testFuzz_recoversNobodyByAnotherV(uint8 v) public view {
        vm.assume(v != 27 && v != 28);
        bytes32 hash = keccak256("message");
        (, bytes32 r, bytes32 s) = vm.sign(7, hash);
        vm.assertEq(this.recoverLong(hash, abi.encodePacked(r, s, v)), address(0), "signer");
    }
}
