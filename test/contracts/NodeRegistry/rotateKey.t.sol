// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {Messages} from "../support/Messages.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract RotateKeyTest is RegistryTest {
    function _attempt(address by, address newKey, uint40 deadline, bytes memory proof) private {
        vm.prank(by);
        registry.rotateKey(node.at, newKey, deadline, proof);
    }

    function test_refusesWhoeverIsNotTheOperator() public {
        _register();
        address[3] memory callers = [node.at, PAYOUT, STRANGER];
        for (uint256 i = 0; i < callers.length; ++i) {
            // Each has a proof made for it, so nothing else can be the reason.
            bytes memory proof = _proof(second, callers[i], NOW + DAY);
            _expect(INodeRegistry.NotOperator.selector, node.at, callers[i]);
            _attempt(callers[i], second.at, NOW + DAY, proof);
        }
    }

    function test_refusesAnIdThatNobodyRegistered() public {
        bytes memory proof = _proof(second, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.NotOperator.selector, node.at, OPERATOR);
        _attempt(OPERATOR, second.at, NOW + DAY, proof);
    }

    function test_refusesAKeyOfZero() public {
        _register();
        bytes memory proof = _proof(second, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.ZeroAddress.selector);
        _attempt(OPERATOR, address(0), NOW + DAY, proof);
    }

    function test_refusesAProofWhoseDeadlineHasPassed() public {
        _register();
        bytes memory proof = _proof(second, OPERATOR, NOW - 1);
        _expect(INodeRegistry.ProofExpired.selector, NOW - 1);
        _attempt(OPERATOR, second.at, NOW - 1, proof);
    }

    function test_refusesAKeyThatBelongsToAnIdAlready() public {
        _register();
        _registerAs(STRANGER, party("another node"), STAKE);
        _rotate(second);
        string[3] memory names = ["node", "second key", "another node"];
        for (uint256 i = 0; i < names.length; ++i) {
            Party memory taken = party(names[i]);
            bytes memory proof = _proof(taken, OPERATOR, NOW + DAY);
            _expect(INodeRegistry.KeyAlreadyUsed.selector, taken.at);
            _attempt(OPERATOR, taken.at, NOW + DAY, proof);
        }
    }

    function test_refusesAKeyThatDidNotConsent() public {
        _register();
        bytes memory byOldKey = _sign(node, Messages.nodeKey(_domain(), OPERATOR, second.at, NOW + DAY));
        _expect(INodeRegistry.BadKeyProof.selector, second.at);
        _attempt(OPERATOR, second.at, NOW + DAY, byOldKey);
        bytes memory forAnother = _proof(second, STRANGER, NOW + DAY);
        _expect(INodeRegistry.BadKeyProof.selector, second.at);
        _attempt(OPERATOR, second.at, NOW + DAY, forAnother);
        _assertRecord(_fresh());
        vm.assertEq(registry.idOfKey(second.at), address(0), "id of the refused key");
    }

    function test_H1_changesTheKeyAndNothingElse() public {
        _register();
        vm.warp(NOW + 30 * DAY);
        vm.recordLogs();
        _rotate(second);
        _assertOnlyEvent(INodeRegistry.KeyRotated.selector, node.at, _word(node.at), _word(second.at), "");
        Node memory expected = _fresh();
        expected.key = second.at;
        _assertRecord(expected);
        _assertActive(true);
    }

    function test_H1_takesTheOldKeysPower() public {
        _register();
        _rotate(second);
        vm.assertTrue(!registry.mayRelease(node.at, node.at), "the old key may not release");
        vm.assertTrue(registry.mayRelease(node.at, second.at), "the new key may release");
        vm.assertEq(registry.payoutOf(node.at), PAYOUT, "payout");
    }

    function test_keepsBothKeysToTheIdForEver() public {
        _register();
        _rotate(second);
        vm.assertEq(registry.idOfKey(node.at), node.at, "id of the old key");
        vm.assertEq(registry.idOfKey(second.at), node.at, "id of the new key");
        vm.assertEq(registry.nodeOf(second.at).operator, address(0), "a key is no id of its own");
    }
}
