// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Evidence} from "../../../contracts/libraries/Evidence.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {NodeMessages} from "../support/NodeMessages.sol";
import {Vm} from "../support/Vm.sol";

contract EvidenceTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    // The library takes calldata: tests reach it through calls.

    function hashOfQuote(Quote calldata quote) external pure returns (bytes32) {
        return Evidence.hash(quote);
    }

    function hashOfDemand(Demand calldata demand) external pure returns (bytes32) {
        return Evidence.hash(demand);
    }

    function isOvercharge(Quote calldata quote, Demand calldata demand) external pure returns (bool) {
        return Evidence.isOvercharge(quote, demand);
    }

    function isContradiction(Demand calldata one, Demand calldata other) external pure returns (bool) {
        return Evidence.isContradiction(one, other);
    }

    function _vectors() private view returns (string memory) {
        return vm.readFile(string.concat(vm.projectRoot(), "/test/vectors/evidence.json"));
    }

    function _quote(string memory json, string memory path) private pure returns (Quote memory) {
        return Quote({
            node: vm.parseJsonAddress(json, string.concat(path, ".node")),
            payer: vm.parseJsonAddress(json, string.concat(path, ".payer")),
            nonce: vm.parseJsonBytes32(json, string.concat(path, ".nonce")),
            pricePerGB: uint96(_number(json, string.concat(path, ".pricePerGB"))),
            validFrom: uint40(vm.parseJsonUint(json, string.concat(path, ".validFrom"))),
            validUntil: uint40(vm.parseJsonUint(json, string.concat(path, ".validUntil"))),
            transport: uint8(vm.parseJsonUint(json, string.concat(path, ".transport"))),
            descriptorHash: vm.parseJsonBytes32(json, string.concat(path, ".descriptorHash"))
        });
    }

    function _demand(string memory json, string memory path) private pure returns (Demand memory) {
        return Demand({
            quoteHash: vm.parseJsonBytes32(json, string.concat(path, ".quoteHash")),
            sequence: uint64(_number(json, string.concat(path, ".sequence"))),
            bytesTotal: uint64(_number(json, string.concat(path, ".bytesTotal"))),
            amount: uint96(_number(json, string.concat(path, ".amount")))
        });
    }

    function _number(string memory json, string memory path) private pure returns (uint256) {
        return vm.parseUint(vm.parseJsonString(json, path));
    }

    function _isFault(string memory json, string memory path) private pure returns (bool) {
        return keccak256(bytes(vm.parseJsonString(json, string.concat(path, ".fault")))) != keccak256("none");
    }

    function test_judgesOverchargesAsTheVectorsDo() public view {
        string memory json = _vectors();
        uint256 count = 0;
        for (; ; ++count) {
            string memory path = string.concat(".overcharges[", vm.toString(count), "]");
            if (!vm.keyExistsJson(json, path)) break;
            string memory name = vm.parseJsonString(json, string.concat(path, ".name"));
            Quote memory quote = _quote(json, string.concat(path, ".quote"));
            Demand memory demand = _demand(json, string.concat(path, ".demand"));
            bytes32 quoteHash = this.hashOfQuote(quote);
            bytes32 demandHash = this.hashOfDemand(demand);
            vm.assertEq(quoteHash, vm.parseJsonBytes32(json, string.concat(path, ".quote.hash")), name);
            vm.assertEq(demandHash, vm.parseJsonBytes32(json, string.concat(path, ".demand.hash")), name);
            bytes32 evidence = vm.parseJsonBytes32(json, string.concat(path, ".evidence"));
            vm.assertEq(Evidence.key(quoteHash, demandHash), evidence, name);
            vm.assertTrue(this.isOvercharge(quote, demand) == _isFault(json, path), name);
        }
        vm.assertGe(count, 10, "vectors read");
    }

    function test_judgesContradictionsAsTheVectorsDo() public view {
        string memory json = _vectors();
        uint256 count = 0;
        for (; ; ++count) {
            string memory path = string.concat(".contradictions[", vm.toString(count), "]");
            if (!vm.keyExistsJson(json, path)) break;
            string memory name = vm.parseJsonString(json, string.concat(path, ".name"));
            Demand memory one = _demand(json, string.concat(path, ".one"));
            Demand memory other = _demand(json, string.concat(path, ".other"));
            bytes32 evidence = vm.parseJsonBytes32(json, string.concat(path, ".evidence"));
            vm.assertEq(Evidence.key(this.hashOfDemand(one), this.hashOfDemand(other)), evidence, name);
            vm.assertEq(Evidence.key(this.hashOfDemand(other), this.hashOfDemand(one)), evidence, name);
            vm.assertTrue(this.isContradiction(one, other) == _isFault(json, path), name);
            vm.assertTrue(this.isContradiction(other, one) == _isFault(json, path), name);
        }
        vm.assertGe(count, 10, "vectors read");
    }

    function testFuzz_hashesAsThePlainEncodingDoes(Quote calldata quote, Demand calldata demand) public view {
        vm.assertEq(this.hashOfQuote(quote), NodeMessages.hash(quote), "quote");
        vm.assertEq(this.hashOfDemand(demand), NodeMessages.hash(demand), "demand");
    }

    function testFuzz_namesAPairWhateverItsOrder(bytes32 one, bytes32 other, bytes32 third) public pure {
        vm.assertEq(Evidence.key(one, other), Evidence.key(other, one), "both orders");
        vm.assertEq(Evidence.key(one, other), NodeMessages.pair(one, other), "the plain encoding");
        vm.assertTrue(third == other || Evidence.key(one, other) != Evidence.key(one, third), "another pair");
    }

    function testFuzz_judgesAnyValuesWithoutOverflow(Quote calldata quote, Demand calldata one, Demand calldata other) public view {
        uint256 exact = uint256(one.bytesTotal) * quote.pricePerGB;
        // amount > ceil(exact / 10^9) is the same as amount - 1 >= exact / 10^9, without a division.
        bool above = one.amount > 0 && (uint256(one.amount) - 1) * 1e9 >= exact;
        vm.assertTrue(this.isOvercharge(quote, one) == above, "overcharge");
        vm.assertTrue(this.isContradiction(one, other) == this.isContradiction(other, one), "contradiction");
        vm.assertTrue(!this.isContradiction(one, one), "a demand agrees with itself");
    }
}
